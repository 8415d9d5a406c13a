<#import "template.ftl" as layout>
<#import "fields.ftl" as fields>
<#import "passkeys.ftl" as passkeys>
<#assign wrong = messagesPerField.existsError("username", "password")>
<#assign wrongText = wrong?then(messagesPerField.getFirstError("username", "password"), "")>
<#assign known = fields.remembered(login.username!"")>
<#assign canRegister = realm.password && realm.registrationAllowed && !registrationDisabled??>
<@layout.registrationLayout displayMessage=!wrong displayInfo=canRegister; section>
  <#if section = "header">${msg("loginAccountTitle")}
  <#elseif section = "form">
    <#if realm.password>
      <form id="kc-form-login" action="${url.loginAction}" method="post">
        <#if !usernameHidden??>
          <@fields.username value=known wrong=wrong errorText=wrongText focus=!(known?has_content) passkeys=(enableWebAuthnConditionalUI?has_content)/>
        </#if>
        <@fields.password id="password" label=msg("password") autocomplete="current-password" wrong=(wrong && usernameHidden??)
            errorText=usernameHidden???then(wrongText, "") errorId="input-error" focus=(known?has_content && !wrong)/>
        <div class="vibe-options">
          <#if realm.rememberMe && !usernameHidden??>
            <label class="vibe-check"><input id="rememberMe" name="rememberMe" type="checkbox"<#if login.rememberMe??> checked</#if>>${msg("rememberMe")}</label>
          </#if>
          <#if realm.resetPasswordAllowed><a href="${url.loginResetCredentialsUrl}">${msg("doForgotPassword")}</a></#if>
        </div>
        <input type="hidden" id="id-hidden-input" name="credentialId"<#if auth.selectedCredential?has_content> value="${auth.selectedCredential}"</#if>>
        <div class="vibe-actions"><button class="vibe-button vibe-button-main" id="kc-login" name="login" type="submit">${msg("doLogIn")}</button></div>
      </form>
    </#if>
    <@passkeys.conditionalUIData/>
  <#elseif section = "info">
    <#if canRegister><p id="kc-registration">${msg("noAccount")} <a href="${url.registrationUrl}">${msg("vibe.createAccount")}</a></p></#if>
  <#elseif section = "socialProviders">
    <#include "social.ftl">
  </#if>
</@layout.registrationLayout>
