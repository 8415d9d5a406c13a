<#import "template.ftl" as layout>
<@layout.registrationLayout displayMessage=false; section>
  <#if section = "header"><#if messageHeader??>${kcSanitize(msg(messageHeader))?no_esc}<#else>${message.summary}</#if>
  <#elseif section = "form">
    <div id="kc-info-message">
      <#if messageHeader?? || requiredActions??>
        <p class="instruction">${message.summary}</p>
      </#if>
      <#if requiredActions??>
        <ul><#list requiredActions as action><li>${kcSanitize(msg("requiredAction.${action}"))?no_esc}</li></#list></ul>
      </#if>
      <#if !skipLink??>
        <#if pageRedirectUri?has_content><@onward href=pageRedirectUri text=msg("backToApplication")/>
        <#elseif actionUri?has_content><@onward href=actionUri text=msg("proceedWithAction")/>
        <#elseif (client.baseUrl)?has_content><@onward href=client.baseUrl text=msg("backToApplication")/>
        </#if>
      </#if>
    </div>
  </#if>
</@layout.registrationLayout>

<#macro onward href text><a class="vibe-button vibe-button-main vibe-button-wide" href="${href}">${text}</a></#macro>
