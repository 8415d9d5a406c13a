<#import "template.ftl" as layout>
<#import "fields.ftl" as fields>
<#assign wrong = messagesPerField.existsError("password")>
<@layout.registrationLayout displayMessage=!wrong; section>
  <#if section = "header">${msg("loginAccountTitle")}
  <#elseif section = "form">
    <form id="kc-form-login" action="${url.loginAction}" method="post">
      <@fields.password id="password" label=msg("password") autocomplete="current-password" wrong=wrong
          errorText=wrong?then(messagesPerField.get("password"), "") errorId="input-error-password" focus=true/>
      <#if realm.resetPasswordAllowed><div class="vibe-options"><a href="${url.loginResetCredentialsUrl}">${msg("doForgotPassword")}</a></div></#if>
      <div class="vibe-actions"><button class="vibe-button vibe-button-main" id="kc-login" name="login" type="submit">${msg("doLogIn")}</button></div>
    </form>
  </#if>
</@layout.registrationLayout>
