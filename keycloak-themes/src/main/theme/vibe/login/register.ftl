<#import "template.ftl" as layout>
<#import "fields.ftl" as fields>
<#import "user-profile-commons.ftl" as userProfile>
<#import "register-commons.ftl" as registerCommons>
<#-- No reCAPTCHA: our pages load no script of another host. -->
<@layout.registrationLayout displayMessage=messagesPerField.exists("global") displayInfo=true; section>
  <#if section = "header"><#if messageHeader??>${kcSanitize(msg(messageHeader))?no_esc}<#else>${msg("registerTitle")}</#if>
  <#elseif section = "form">
    <p class="vibe-lead">${msg("vibe.registerLead")}</p>
    <form id="kc-register-form" action="${url.registrationAction}" method="post">
      <@userProfile.userProfileFormFields/>
      <#if passwordRequired??>
        <#assign wrong = messagesPerField.existsError("password")>
        <@fields.password id="password" label=msg("password") autocomplete="new-password" wrong=wrong required=true
            errorText=wrong?then(messagesPerField.get("password"), "") errorId="input-error-password" hint=fields.passwordHint()/>
        <@fields.repeat of="password" label=msg("passwordConfirm")/>
      </#if>
      <@registerCommons.termsAcceptance/>
      <div class="vibe-actions"><button class="vibe-button vibe-button-main" type="submit">${msg("doRegister")}</button></div>
    </form>
  <#elseif section = "info">
    <p>${msg("vibe.haveAccount")} <a href="${url.loginUrl}">${msg("doLogIn")}</a></p>
  </#if>
</@layout.registrationLayout>
