<#import "template.ftl" as layout>
<#import "fields.ftl" as fields>
<#assign wrong = messagesPerField.existsError("username")>
<@layout.registrationLayout displayInfo=true displayMessage=!wrong; section>
  <#if section = "header">${msg("emailForgotTitle")}
  <#elseif section = "form">
    <p class="vibe-lead">${msg(realm.duplicateEmailsAllowed?then("emailInstructionUsername", "emailInstruction"))}</p>
    <form id="kc-reset-password-form" action="${url.loginAction}" method="post">
      <@fields.username value=(auth.attemptedUsername!'') wrong=wrong errorText=wrong?then(messagesPerField.get("username"), "")/>
      <div class="vibe-actions"><button class="vibe-button vibe-button-main" type="submit">${msg("vibe.sendLink")}</button></div>
    </form>
  <#elseif section = "info">
    <p><a href="${url.loginUrl}">${msg("backToLogin")}</a></p>
  </#if>
</@layout.registrationLayout>
