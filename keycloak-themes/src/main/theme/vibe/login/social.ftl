<#if realm.password && social?? && social.providers?has_content>
  <div id="kc-social-providers">
    <h2>${msg("identity-provider-login-label")}</h2>
    <ul class="vibe-social">
      <#list social.providers as provider>
      <li><a class="vibe-button vibe-button-wide" id="social-${provider.alias}" href="${provider.loginUrl}">${provider.displayName!}</a></li>
      </#list>
    </ul>
  </div>
</#if>
