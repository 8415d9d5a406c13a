<#import "template.ftl" as layout>
<#import "fields.ftl" as fields>
<#-- Whoever is signed in and is sent to a sign-up, by any site: nothing ends before they say so. -->
<@layout.registrationLayout; section>
  <#if section = "header">${msg("vibe.signedIn.title")}
  <#elseif section = "form">
    <p class="vibe-lead">${msg("vibe.consent.signedInAs")} <@fields.person person/>. ${msg("vibe.signedIn.lead")}</p>
    <form id="vibe-signed-in" action="${url.loginAction}" method="post">
      <div class="vibe-actions">
        <button class="vibe-button vibe-button-main" id="vibe-leave" name="leave" value="on" type="submit">${msg("vibe.signedIn.leave")}</button>
        <button class="vibe-button" id="vibe-stay" name="stay" value="on" type="submit">${msg("vibe.signedIn.stay")}</button>
      </div>
    </form>
  </#if>
</@layout.registrationLayout>
