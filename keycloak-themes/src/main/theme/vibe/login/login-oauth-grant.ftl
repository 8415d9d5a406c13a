<#import "template.ftl" as layout>
<#import "icons.ftl" as icons>
<#-- Keycloak's own consent, all or nothing. Apps get vibe-consent.ftl; this is what is left for a realm that does not use our required action. -->
<#assign name = client.name?has_content?then(advancedMsg(client.name), client.clientId)>
<@layout.registrationLayout bodyClass="oauth"; section>
  <#if section = "header">${msg("vibe.consent.title", name)}
  <#elseif section = "form">
    <form action="${url.oauthAction}" method="post">
      <input type="hidden" name="code" value="${oauth.code}">
      <div class="vibe-permissions">
        <h2>${msg("vibe.consent.required")}</h2>
        <ul class="vibe-permission-list">
          <#list oauth.clientScopesRequested![] as scope>
            <li class="vibe-permission"><@icons.check/><span class="vibe-permission-words">${advancedMsg(scope.consentScreenText)}<#if scope.parameterizedScopeParameter??>: <strong>${scope.parameterizedScopeParameter}</strong></#if></span></li>
          </#list>
        </ul>
      </div>
      <div class="vibe-decision">
        <button class="vibe-button vibe-button-main" id="kc-login" name="accept" type="submit">${msg("vibe.consent.allow")}</button>
        <button class="vibe-button" id="kc-cancel" name="cancel" type="submit">${msg("vibe.consent.deny")}</button>
      </div>
    </form>
    <p class="vibe-promise">${msg("vibe.consent.takeBack")}</p>
  </#if>
</@layout.registrationLayout>
