<#import "template.ftl" as layout>
<#import "fields.ftl" as fields>
<#--
  Makes a passkey: the second screen of a sign-up, where a password does as well, and the page for whoever adds one later, or adds a key as a
  second factor. Without scripts, and in browsers that cannot, there is the password to see, or that it cannot be done: passkey.js shows the rest.
-->
<#assign isSignUp = signUp??>
<#assign words = (isSignUp || url.loginAction?contains("execution=webauthn-register-passwordless"))?then("vibe.passkey", "vibe.securityKey")>
<#assign wrong = messagesPerField.existsError("password", "password-confirm")>
<@layout.registrationLayout displayMessage=!wrong; section>
  <#if section = "header">${msg(words + ".title")}
  <#elseif section = "form">
    <#if isSignUp>
      <form class="vibe-person" id="vibe-change" action="${url.loginAction}" method="post">
        <bdi class="vibe-person-name">${signUp.email}</bdi>
        <button class="vibe-link" name="change" value="on" type="submit">${msg("vibe.signUp.change")}</button>
      </form>
    </#if>
    <#if challenge??>
      <div id="vibe-passkey" hidden>
        <p class="instruction">${msg(words + ".lead")}</p>
        <div class="vibe-message vibe-message-error" id="vibe-passkey-failed" role="alert" hidden><div>${msg(isSignUp?then("vibe.passkey.failed", words + ".failedHere"))}</div></div>
        <form id="register" action="${url.loginAction}" method="post" data-challenge="${challenge}" data-user="${userid}" data-name="${username}" data-rp="${rpId}" data-rp-name="${rpEntityName}"
              data-algorithms="<#list signatureAlgorithms as algorithm>${algorithm?c}<#sep> </#list>" data-attestation="${attestationConveyancePreference}" data-attachment="${authenticatorAttachment}"
              data-resident-key="${residentKey!'not specified'}" data-verification="${userVerificationRequirement}" data-timeout="${createTimeout?c}" data-exclude="${excludeCredentialIds}" data-label="${msg(words + '.label')}">
          <input type="hidden" name="clientDataJSON">
          <input type="hidden" name="attestationObject">
          <input type="hidden" name="publicKeyCredentialId">
          <input type="hidden" name="authenticatorLabel">
          <input type="hidden" name="transports">
          <input type="hidden" name="authenticatorAttachment">
          <button class="vibe-button vibe-button-main vibe-button-wide" id="registerWebAuthn" type="button">${msg(words + ".create")}</button>
        </form>
      </div>
    </#if>
    <#if isSignUp>
      <details class="vibe-instead" id="vibe-instead" open<#if wrong> data-keep</#if>>
        <summary>${msg("vibe.passkey.instead")}</summary>
        <form id="vibe-password" action="${url.loginAction}" method="post">
          <input class="vibe-out-of-sight" type="text" value="${signUp.email}" autocomplete="username" readonly tabindex="-1" aria-hidden="true">
          <#assign wrongPassword = messagesPerField.existsError("password")>
          <@fields.password id="password" label=msg("password") autocomplete="new-password" wrong=wrongPassword required=true
              errorText=wrongPassword?then(messagesPerField.get("password"), "") errorId="input-error-password" hint=fields.passwordHint()/>
          <@fields.repeat of="password" label=msg("passwordConfirm")/>
          <div class="vibe-actions"><button class="vibe-button vibe-button-wide" type="submit">${msg("doRegister")}</button></div>
        </form>
      </details>
    <#else>
      <p class="instruction" id="vibe-passkey-cannot">${msg("vibe.passkey.cannot")}</p>
    </#if>
    <#if isAppInitiatedAction?has_content && !isSignUp>
      <form class="vibe-aside" id="kc-webauthn-settings-form" action="${url.loginAction}" method="post">
        <button class="vibe-plain-button" id="cancelWebAuthnAIA" name="cancel-aia" value="true" type="submit">${msg("doCancel")}</button>
      </form>
    </#if>
  </#if>
</@layout.registrationLayout>
