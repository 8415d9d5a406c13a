<#import "template.ftl" as layout>
<#import "fields.ftl" as fields>
<#--
  Who has just signed in to an account, in a browser in which a guest was: whether what the guest did comes along. The server knows both by
  their sign-ins, whatever this form sends.
-->
<@layout.registrationLayout; section>
  <#if section = "header">${msg("vibe.merge.title")}
  <#elseif section = "form">
    <p class="vibe-lead">${msg("vibe.merge.lead")} <@fields.person person/></p>
    <#if guest.apps?has_content><p class="vibe-lead" id="vibe-merge-apps">${msg("vibe.merge.since", guest.since)} <#list guest.apps as app><bdi>${app}</bdi><#sep>, </#list></p></#if>
    <form id="vibe-merge" action="${url.loginAction}" method="post">
      <div class="vibe-permissions">
        <h2>${msg("vibe.merge.what")}</h2>
        <ul class="vibe-permission-list">
          <#list ["documents", "links", "apps", "end"] as point>
          <li class="vibe-permission"><span class="vibe-permission-words">${msg("vibe.merge." + point)}</span></li>
          </#list>
        </ul>
      </div>
      <div class="vibe-decision">
        <button class="vibe-button vibe-button-main" id="vibe-bring" name="decision" value="bring" type="submit">${msg("vibe.merge.bring")}</button>
        <button class="vibe-button" id="vibe-leave" name="decision" value="leave" type="submit">${msg("vibe.merge.leave")}</button>
      </div>
    </form>
    <p class="vibe-promise">${msg("vibe.merge.ifNot")}</p>
  </#if>
</@layout.registrationLayout>
