<#import "icons.ftl" as icons>
<#--
  The frame of every page. The name and parameters of the macro are Keycloak's: its own pages call it too.
-->
<#macro registrationLayout bodyClass="" displayInfo=false displayMessage=true displayRequiredFields=false>
<#assign vibeHeading><#nested "header"></#assign>
<#assign vibeAttempted = auth?has_content && auth.showUsername() && !auth.showResetCredentials()>
<!DOCTYPE html>
<html lang="${lang}"<#if realm.internationalizationEnabled> dir="${(locale.rtl)?then('rtl', 'ltr')}"</#if><#if darkMode?? && !darkMode> class="vibe-light"</#if>>
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <meta name="robots" content="noindex, nofollow">
  <meta name="color-scheme" content="${(darkMode?? && !darkMode)?then('light', 'light dark')}">
  <title><@plain vibeHeading/> · ${realm.displayName!'Vibe'}</title>
  <link rel="icon" type="image/svg+xml" href="${url.resourcesPath}/${properties.vibeAssets}/favicon.svg">
  <#list properties.styles?split(' ') as style>
  <link rel="stylesheet" href="${url.resourcesPath}/${style}">
  </#list>
  <#if needsImportMap()>
  <script type="importmap">{"imports": {"rfc4648": "${url.resourcesCommonPath}/vendor/rfc4648/rfc4648.js"}}</script>
  </#if>
  <script type="module" src="${url.resourcesPath}/${properties.vibeAssets}/app.js"></script>
  <script type="module" src="${url.resourcesPath}/${properties.vibeAssets}/session.js"></script>
  <#if pageId == "webauthn-register">
  <script type="module" src="${url.resourcesPath}/${properties.vibeAssets}/passkey.js"></script>
  </#if>
  <#list scripts![] as script>
  <script src="${script}"></script>
  </#list>
</head>
<body class="${bodyClass}" data-page-id="login-${pageId}" data-sso-url="${url.ssoLoginInOtherTabsUrl}"<#if authenticationSession??> data-auth-session="${authenticationSession.authSessionIdHash}"</#if>>
<div class="vibe-layout">
  <header class="vibe-bar">
    <span class="vibe-brand"><@icons.mark/>${realm.displayName!'Vibe'}</span>
    <@languages/>
  </header>
  <main class="vibe-main">
    <div class="vibe-card" id="kc-content">
      <#if vibeHeading?markup_string?trim?has_content && pageId != "vibe-consent">
      <h1 id="kc-page-title">${vibeHeading}</h1>
      </#if>
      <#if vibeAttempted>
        <#nested "show-username">
        <div class="vibe-person" id="kc-username">
          <span class="vibe-person-name" id="kc-attempted-username">${auth.attemptedUsername}</span>
          <a id="reset-login" href="${url.loginRestartFlowUrl}">${msg("vibe.notYou")}</a>
        </div>
      </#if>
      <#-- A warning that says "you need to do X" is noise when the person asked to do X. -->
      <#if displayMessage && message?has_content && (message.type != "warning" || !isAppInitiatedAction??)>
        <div class="vibe-message vibe-message-${message.type}" role="${(message.type == 'error' || message.type == 'warning')?then('alert', 'status')}">
          <@icons.message type=message.type/>
          <div>${kcSanitize(message.summary)?no_esc}</div>
        </div>
      </#if>
      <#if displayRequiredFields && pageId != "register">
        <p class="vibe-hint"><span class="required">*</span> ${msg("requiredFields")}</p>
      </#if>
      <#nested "form">
      <#nested "socialProviders">
      <#if auth?has_content && auth.showTryAnotherWayLink()>
        <form class="vibe-aside" id="kc-select-try-another-way-form" action="${url.loginAction}" method="post">
          <input type="hidden" name="tryAnotherWay" value="on">
          <button class="vibe-plain-button" id="try-another-way" type="submit">${msg("doTryAnotherWay")}</button>
        </form>
      </#if>
      <#if switchOrganizationEnabled?? && switchOrganizationEnabled>
        <form class="vibe-aside" id="kc-switch-organization-form" action="${url.loginAction}" method="post">
          <input type="hidden" name="switchOrganization" value="true">
          <button class="vibe-plain-button" id="switch-organization" type="submit">${msg("doSwitchOrganization")}</button>
        </form>
      </#if>
      <#if displayInfo>
        <div class="vibe-aside" id="kc-info"><#nested "info"></div>
      </#if>
    </div>
  </main>
  <@foot/>
</div>
</body>
</html>
</#macro>

<#-- A title is text: the heading without the markup that some of Keycloak's own pages put into theirs. -->
<#macro plain heading>${heading?markup_string?replace("<[^>]*>", "", "r")?replace("\\s+", " ", "r")?trim?no_esc}</#macro>

<#-- Only Keycloak's passkey scripts import by name, and an import map can only be inline: other pages go without. -->
<#function needsImportMap>
  <#return pageId == "webauthn-authenticate" || pageId?contains("passkey") || enableWebAuthnConditionalUI?has_content>
</#function>

<#macro languages>
  <#if realm.internationalizationEnabled && locale.supported?size gt 1>
  <details class="vibe-languages" id="kc-locale">
    <summary id="kc-current-locale-link"><@icons.globe/><span class="vibe-out-of-sight">${msg("languages")}: </span>${locale.current}</summary>
    <ul>
      <#list locale.supported as language>
      <li><a href="${language.url}" lang="${language.languageTag}" hreflang="${language.languageTag}"<#if language.languageTag == locale.currentLanguageTag> aria-current="true"</#if>>${language.label}</a></li>
      </#list>
    </ul>
  </details>
  </#if>
</#macro>

<#-- Says where a password belongs, on the pages that ask for one. The host is the one that the form goes to. -->
<#macro foot>
  <footer class="vibe-foot">
    <#if ["login", "login-password", "register", "webauthn-register", "login-update-password"]?seq_contains(pageId) && url.hasAction()>
      <#local host = url.loginAction?matches(r"^https?://([^/?#]+).*$")>
      <#if host>
      <p>${msg("vibe.youAreOn")} <strong>${host?groups[1]}</strong>. ${msg("vibe.passwordHereOnly")}</p>
      </#if>
    </#if>
  </footer>
</#macro>
