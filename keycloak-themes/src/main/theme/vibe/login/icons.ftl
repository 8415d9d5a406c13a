<#-- Drawn for Vibe. A picture never says anything that the words beside it do not: all are hidden from screen readers. -->
<#macro mark>
  <svg class="vibe-mark" viewBox="0 0 32 32" fill="none" aria-hidden="true" focusable="false"><path class="vibe-mark-arms" d="M4.5 9.5C6 19 10 26 16 26s10-7 11.5-16.5" stroke-width="4.5" stroke-linecap="round"/><circle class="vibe-mark-head" cx="16" cy="11" r="4.5"/></svg>
</#macro>

<#macro drawn class="">
  <svg<#if class?has_content> class="${class}"</#if> viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false"><#nested></svg>
</#macro>

<#macro check><@drawn><path d="m4.5 12.5 5 5 10-11"/></@drawn></#macro>
<#macro globe><@drawn><circle cx="12" cy="12" r="9"/><path d="M3 12h18M12 3c5 5.5 5 12.5 0 18M12 3c-5 5.5-5 12.5 0 18"/></@drawn></#macro>

<#macro message type>
  <@drawn class="vibe-message-icon">
    <#switch type>
      <#case "success"><circle cx="12" cy="12" r="9"/><path d="m8 12.5 3 3 5.5-6.5"/><#break>
      <#case "error"><circle cx="12" cy="12" r="9"/><path d="M12 7.5v5.5M12 16.5v.01"/><#break>
      <#case "warning"><path d="M12 4 2.5 20h19L12 4ZM12 10v4.5M12 17.5v.01"/><#break>
      <#default><circle cx="12" cy="12" r="9"/><path d="M12 11v5.5M12 7.5v.01"/>
    </#switch>
  </@drawn>
</#macro>
