<#import "template.ftl" as layout>
<#import "fields.ftl" as fields>
<#assign wrong = messagesPerField.existsError("totp")>
<@layout.registrationLayout displayMessage=!wrong; section>
  <#if section = "header">${msg("vibe.otpTitle")}
  <#elseif section = "form">
    <form id="kc-otp-login-form" action="${url.loginAction}" method="post">
      <#if otpLogin.userOtpCredentials?size gt 1>
        <fieldset class="vibe-permissions">
          <legend>${msg("loginTotpDeviceName")}</legend>
          <#list otpLogin.userOtpCredentials as credential>
            <div><label class="vibe-check"><input id="kc-otp-credential-${credential?index}" type="radio" name="selectedCredentialId" value="${credential.id}"<#if credential.id == otpLogin.selectedCredentialId> checked</#if>>${credential.userLabel}</label></div>
          </#list>
        </fieldset>
      </#if>
      <div class="vibe-field">
        <label class="vibe-label" for="otp">${msg("loginOtpOneTime")}</label>
        <input class="vibe-input" id="otp" name="otp" type="text" inputmode="numeric" autocomplete="one-time-code" dir="ltr"<@fields.state wrong=wrong describedBy=wrong?then('input-error-otp-code', '') focus=true/>>
        <#if wrong><@fields.error id="input-error-otp-code" text=messagesPerField.get("totp")/></#if>
      </div>
      <div class="vibe-actions"><button class="vibe-button vibe-button-main" id="kc-login" name="login" type="submit">${msg("doLogIn")}</button></div>
    </form>
  </#if>
</@layout.registrationLayout>
