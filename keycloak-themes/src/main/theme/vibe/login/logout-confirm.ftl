<#import "template.ftl" as layout>
<@layout.registrationLayout; section>
  <#if section = "header">${msg("logoutConfirmTitle")}
  <#elseif section = "form">
    <div id="kc-logout-confirm">
      <p class="instruction">${msg("logoutConfirmHeader")}</p>
      <form action="${url.logoutConfirmAction}" method="post">
        <input type="hidden" name="session_code" value="${logoutConfirm.code}">
        <div class="vibe-actions">
          <button class="vibe-button vibe-button-main" id="kc-logout" name="confirmLogout" type="submit">${msg("doLogout")}</button>
          <#if !logoutConfirm.skipLink && (client.baseUrl)?has_content><a class="vibe-button" href="${client.baseUrl}">${msg("backToApplication")}</a></#if>
        </div>
      </form>
    </div>
  </#if>
</@layout.registrationLayout>
