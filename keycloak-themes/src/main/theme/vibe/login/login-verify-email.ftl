<#import "template.ftl" as layout>
<#-- The warning that Keycloak adds here ("you need to verify ...") says what the page says. -->
<@layout.registrationLayout displayMessage=(message?has_content && message.type != "warning") displayInfo=!isAppInitiatedAction??; section>
  <#if section = "header">${msg("emailVerifyTitle")}
  <#elseif section = "form">
    <p><#if verifyEmail??>${msg("emailVerifyInstruction1", verifyEmail)}<#else>${msg("emailVerifyInstruction4", user.email!'')}</#if></p>
    <#if isAppInitiatedAction??>
      <form id="kc-verify-email-form" action="${url.loginAction}" method="post">
        <div class="vibe-actions">
          <button class="vibe-button vibe-button-main" type="submit">${msg(verifyEmail???then("emailVerifyResend", "emailVerifySend"))}</button>
          <button class="vibe-button" name="cancel-aia" value="true" type="submit" formnovalidate>${msg("doCancel")}</button>
        </div>
      </form>
    </#if>
  <#elseif section = "info">
    <p>${msg("vibe.noEmailYet")} <a href="${url.loginAction}">${msg("emailVerifyResend")}</a></p>
  </#if>
</@layout.registrationLayout>
