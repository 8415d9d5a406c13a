<#import "template.ftl" as layout>
<@layout.registrationLayout displayMessage=true; section>
  <#if section = "header">${msg("webauthn-error-title")}
  <#elseif section = "form">
    <div class="vibe-actions">
      <form id="kc-error-credential-form" action="${url.loginAction}" method="post">
        <input type="hidden" name="authenticationExecution" value="${execution}">
        <input type="hidden" name="isSetRetry" value="retry">
        <button class="vibe-button vibe-button-main vibe-button-wide" id="kc-try-again" type="submit">${msg("doTryAgain")}</button>
      </form>
      <#if isAppInitiatedAction??>
        <form id="kc-webauthn-settings-form" action="${url.loginAction}" method="post">
          <button class="vibe-button vibe-button-wide" id="cancelWebAuthnAIA" name="cancel-aia" value="true" type="submit">${msg("doCancel")}</button>
        </form>
      </#if>
    </div>
  </#if>
</@layout.registrationLayout>
