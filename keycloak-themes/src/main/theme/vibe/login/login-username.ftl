<#import "template.ftl" as layout>
<#import "fields.ftl" as fields>
<#import "passkeys.ftl" as passkeys>
<#assign wrong = messagesPerField.existsError("username")>
<#assign known = fields.remembered(login.username!"")>
<#assign canRegister = realm.password && realm.registrationAllowed && !registrationDisabled??>
<@layout.registrationLayout displayMessage=!wrong displayInfo=canRegister; section>
  <#if section = "header">${msg("loginAccountTitle")}
  <#elseif section = "form">
    <#if realm.password>
      <form id="kc-form-login" action="${url.loginAction}" method="post">
        <#if !usernameHidden??>
          <@fields.username value=known wrong=wrong errorText=wrong?then(messagesPerField.get("username"), "") passkeys=(enableWebAuthnConditionalUI?has_content)/>
          <#if realm.rememberMe>
            <div class="vibe-options"><label class="vibe-check"><input id="rememberMe" name="rememberMe" type="checkbox"<#if login.rememberMe??> checked</#if>>${msg("rememberMe")}</label></div>
          </#if>
        </#if>
        <div class="vibe-actions"><button class="vibe-button vibe-button-main" id="kc-login" name="login" type="submit">${msg("doContinue")}</button></div>
      </form>
    </#if>
    <@passkeys.conditionalUIData/>
  <#elseif section = "info">
    <#if canRegister><p id="kc-registration">${msg("noAccount")} <a href="${url.registrationUrl}">${msg("vibe.createAccount")}</a></p></#if>
  <#elseif section = "socialProviders">
    <#include "social.ftl">
  </#if>
</@layout.registrationLayout>
