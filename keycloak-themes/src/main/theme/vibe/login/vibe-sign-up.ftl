<#import "template.ftl" as layout>
<#import "fields.ftl" as fields>
<#-- The first of the two screens of a sign-up: an address, and nothing else. -->
<#assign wrong = messagesPerField.existsError("email", "username")>
<#assign wrongText = wrong?then(messagesPerField.getFirstError("email", "username"), "")>
<@layout.registrationLayout displayMessage=!wrong displayInfo=true; section>
  <#if section = "header">${msg("registerTitle")}
  <#elseif section = "form">
    <p class="vibe-lead">${msg(signUp.guest?then("vibe.signUp.guestLead", "vibe.registerLead"))}</p>
    <form id="vibe-sign-up" action="${url.loginAction}" method="post">
      <div class="vibe-field">
        <label class="vibe-label" for="email">${msg("email")}</label>
        <input class="vibe-input" id="email" name="email" type="email" value="${signUp.email}" required autocomplete="email" dir="ltr" autocapitalize="none" spellcheck="false"<@fields.state wrong=wrong describedBy=wrong?then("input-error-email", "") focus=true/>>
        <#if wrong><@fields.error id="input-error-email" text=wrongText/></#if>
      </div>
      <div class="vibe-actions"><button class="vibe-button vibe-button-main" type="submit">${msg("doContinue")}</button></div>
    </form>
  <#elseif section = "info">
    <#if signUp.guest>
    <form id="vibe-have-account" action="${url.loginAction}" method="post"><button class="vibe-link" name="account" value="on" type="submit">${msg("vibe.consent.haveAccount")}</button></form>
    <form action="${url.loginAction}" method="post"><button class="vibe-plain-button" id="vibe-start-anew" name="leave" value="on" type="submit">${msg("vibe.signUp.startAnew")}</button></form>
    <#else>
    <p>${msg("vibe.haveAccount")} <a href="${url.loginUrl}">${msg("doLogIn")}</a></p>
    </#if>
  </#if>
</@layout.registrationLayout>
