<#import "template.ftl" as layout>
<@layout.registrationLayout; section>
  <#if section = "header">${msg("pageExpiredTitle")}
  <#elseif section = "form">
    <p class="instruction" id="instruction1">${msg("vibe.pageExpired")}</p>
    <div class="vibe-actions">
      <a class="vibe-button vibe-button-main" id="loginContinueLink" href="${url.loginAction}">${msg("vibe.goOn")}</a>
      <a class="vibe-button" id="loginRestartLink" href="${url.loginRestartFlowUrl}">${msg("vibe.startOver")}</a>
    </div>
  </#if>
</@layout.registrationLayout>
