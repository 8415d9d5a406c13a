<#import "template.ftl" as layout>
<#import "fields.ftl" as fields>
<#assign wrong = messagesPerField.existsError("password")>
<@layout.registrationLayout displayMessage=!messagesPerField.existsError("password", "password-confirm"); section>
  <#if section = "header">${msg("updatePasswordTitle")}
  <#elseif section = "form">
    <form id="kc-passwd-update-form" action="${url.loginAction}" method="post">
      <@fields.password id="password-new" label=msg("passwordNew") autocomplete="new-password" wrong=wrong required=true
          errorText=wrong?then(messagesPerField.get("password"), "") errorId="input-error-password" hint=fields.passwordHint() focus=true/>
      <@fields.repeat of="password-new" label=msg("passwordConfirm")/>
      <div class="vibe-options"><label class="vibe-check"><input type="checkbox" id="logout-sessions" name="logout-sessions" value="on">${msg("logoutOtherSessions")}</label></div>
      <div class="vibe-actions">
        <button class="vibe-button vibe-button-main" name="login" type="submit">${msg("vibe.savePassword")}</button>
        <#if isAppInitiatedAction??><button class="vibe-button" name="cancel-aia" value="true" type="submit" formnovalidate>${msg("doCancel")}</button></#if>
      </div>
    </form>
  </#if>
</@layout.registrationLayout>
