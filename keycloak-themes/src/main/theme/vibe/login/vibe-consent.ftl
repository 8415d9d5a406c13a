<#import "template.ftl" as layout>
<#import "fields.ftl" as fields>
<#import "icons.ftl" as icons>
<#--
  Who asks, for what, what may be left out, and how to take it back. The server decides: it grants what is required by itself and refuses
  what was not asked for, whatever this form sends.
-->
<#assign name = consent.app.name?has_content?then(consent.app.name, consent.app.clientId)>
<@layout.registrationLayout; section>
  <#if section = "header">${msg(consent.update?then("vibe.consent.titleMore", "vibe.consent.title"), name)}
  <#elseif section = "form">
    <div class="vibe-app">
      <span class="vibe-app-logo" aria-hidden="true">${name?substring(0, 1)?upper_case}<#if ownLogo()><img src="${consent.app.logoUri}" alt="" referrerpolicy="no-referrer" data-or-nothing></#if></span>
      <div>
        <h1 id="kc-page-title">${msg(consent.update?then("vibe.consent.titleMore", "vibe.consent.title"), name)}</h1>
        <p class="vibe-app-source"><#if consent.app.publisher?has_content>${msg("vibe.consent.publisher", consent.app.publisher)} · </#if><bdi>${consent.app.origin}</bdi></p>
      </div>
    </div>

    <form id="vibe-consent" action="${url.loginAction}" method="post">
      <#if consent.required?has_content || !consent.update>
        <div class="vibe-permissions">
          <h2>${msg(consent.update?then("vibe.consent.new", "vibe.consent.required"))}</h2>
          <ul class="vibe-permission-list">
            <#if !consent.update><@stated><@text>${msg("vibe.consent.recognise")}</@text></@stated></#if>
            <#list consent.required as permission><@stated><@words permission/></@stated></#list>
          </ul>
        </div>
      </#if>
      <#if consent.optional?has_content>
        <fieldset class="vibe-permissions">
          <legend>${msg("vibe.consent.optional")}</legend>
          <ul class="vibe-permission-list"><#list consent.optional as permission><@offered permission/></#list></ul>
        </fieldset>
      </#if>
      <#if consent.update && consent.granted?has_content>
        <div class="vibe-permissions">
          <h2>${msg("vibe.consent.granted")}</h2>
          <ul class="vibe-permission-list"><#list consent.granted as permission><@stated><@words permission/></@stated></#list></ul>
        </div>
      </#if>
      <#if !consent.person.unknown>
      <p class="vibe-duration">
        <label for="vibe-duration">${msg("vibe.consent.duration")}</label>
        <select id="vibe-duration" name="duration"><#list consent.durations as duration><option value="${duration.id}"<#if duration.checked> selected</#if>>${msg("vibe.consent.duration." + duration.id)}</option></#list></select>
      </p>
      </#if>
      <div class="vibe-decision">
        <button class="vibe-button vibe-button-main" id="vibe-allow" name="decision" value="allow" type="submit">${msg("vibe.consent.allow")}</button>
        <button class="vibe-button" id="vibe-deny" name="decision" value="deny" type="submit">${msg("vibe.consent.deny")}</button>
      </div>
    </form>

    <#if consent.person.guest>
    <p class="vibe-promise" id="vibe-guest">${msg("vibe.consent.guest")} <button class="vibe-link" id="vibe-switch" form="vibe-consent" name="decision" value="switch" type="submit">${msg("vibe.consent.haveAccount")}</button></p>
    <#else>
    <p class="vibe-promise">${msg("vibe.consent.signedInAs")} <@fields.person consent.person/>. <button class="vibe-link" id="vibe-switch" form="vibe-consent" name="decision" value="switch" type="submit">${msg("vibe.consent.switch")}</button></p>
    <p class="vibe-promise">${msg("vibe.consent.takeBack")}</p>
    </#if>
    <#if safe(consent.app.policyUri) || safe(consent.app.termsUri)>
      <p class="vibe-promise">${msg("vibe.consent.from", name)}
        <#if safe(consent.app.policyUri)><a href="${consent.app.policyUri}" target="_blank" rel="noopener noreferrer">${msg("vibe.consent.policy")}</a></#if><#if safe(consent.app.policyUri) && safe(consent.app.termsUri)>, </#if>
        <#if safe(consent.app.termsUri)><a href="${consent.app.termsUri}" target="_blank" rel="noopener noreferrer">${msg("vibe.consent.terms")}</a></#if></p>
    </#if>
  </#if>
</@layout.registrationLayout>

<#macro text><span class="vibe-permission-words"><#nested></span></#macro>

<#macro stated><li class="vibe-permission"><@icons.check/><#nested></li></#macro>

<#macro offered permission>
  <li><label class="vibe-permission"><@words permission/><input class="vibe-switch" type="checkbox" role="switch" name="permission" value="${permission.id}"<#if permission.checked!true> checked</#if>></label></li>
</#macro>

<#-- A shared type has words of ours; any other gets our own generic sentence with the type's name in it. -->
<#macro words permission>
  <#local key = permission.text!"">
  <#if key?starts_with(r"${") && key?ends_with("}")><#local key = key[2..<key?length - 1]></#if>
  <@text>
    <#if key?starts_with("vibe.permission.generic.")>${msg(key, permission.type!permission.id)}
    <#elseif key?starts_with("vibe.permission.")>${msg(key)}
    <#else>${advancedMsg(permission.text!permission.id)}
    </#if>
    <#if permission.id?ends_with(":global")><span class="vibe-permission-note">${msg("vibe.consent.global")}</span></#if>
  </@text>
</#macro>

<#-- An app registers these addresses itself: a script is no address. -->
<#function safe address>
  <#return address?has_content && address?matches(r"https?://[^\s]+")>
</#function>

<#-- A logo from the app's own origin only: nobody else learns that this person is looking, and no app shows another's picture by its address. -->
<#function ownLogo>
  <#local logo = consent.app.logoUri!"">
  <#local origin = consent.app.origin!"">
  <#return origin?has_content && (logo?starts_with("https://" + origin + "/") || (origin?matches(r"localhost(:\d+)?") && logo?starts_with("http://" + origin + "/")))>
</#function>
