<#import "fields.ftl" as fields>
<#--
  The fields of the realm's user profile, in the realm's order. Keycloak's own pages call userProfileFormFields too, so its name and its two
  nested calls stay. What is optional is marked, not what is required: nearly everything that we ask for is required.
-->
<#macro userProfileFormFields>
  <#assign currentGroup = "">
  <#list profile.attributes as attribute>
    <#if attribute.name == "locale" && realm.internationalizationEnabled && locale.currentLanguageTag?has_content>
      <input type="hidden" id="locale" name="locale" value="${locale.currentLanguageTag}">
    <#elseif attribute.name == "lastName" && pairOfNames()>
      <#-- Rendered beside the first name. -->
    <#elseif attribute.name == "firstName" && pairOfNames()>
      <div class="vibe-pair">
        <@field attribute=attribute/>
        <#list profile.attributes?filter(a -> a.name == "lastName") as last><@field attribute=last/></#list>
      </div>
    <#else>
      <@groupHeader attribute=attribute/>
      <#nested "beforeField" attribute>
      <@field attribute=attribute/>
      <#nested "afterField" attribute>
    </#if>
  </#list>
  <#list profile.html5DataAnnotations?keys as key>
    <script type="module" src="${url.resourcesPath}/js/${key}.js"></script>
  </#list>
</#macro>

<#function pairOfNames>
  <#local names = profile.attributes?filter(a -> a.name == "firstName" || a.name == "lastName")>
  <#return names?size == 2 && !(names[0].group??) && !(names[1].group??)>
</#function>

<#macro groupHeader attribute>
  <#local group = (attribute.group.name)!"">
  <#if group != currentGroup>
    <#assign currentGroup = group>
    <#if group?has_content>
      <h2 id="header-${group}">${advancedMsg((attribute.group.displayHeader)!group)}</h2>
      <#if attribute.group.displayDescription?has_content><p class="vibe-hint" id="description-${group}">${advancedMsg(attribute.group.displayDescription)}</p></#if>
    </#if>
  </#if>
</#macro>

<#macro field attribute>
  <#local name = attribute.name>
  <#local annotations = attribute.annotations>
  <#local wrong = messagesPerField.existsError(name)>
  <#local before = (annotations.inputHelperTextBefore)!"">
  <#local after = (annotations.inputHelperTextAfter)!"">
  <#local describedBy = [wrong?then("input-error-" + name, ""), before?has_content?then("form-help-text-before-" + name, ""), after?has_content?then("form-help-text-after-" + name, "")]?filter(x -> x?has_content)?join(" ")>
  <#local type = (annotations.inputType)!"">
  <#local choices = type == "select-radiobuttons" || type == "multiselect-checkboxes">
  <div class="vibe-field"<#if choices> role="group" aria-labelledby="label-${name}"</#if>>
    <div class="vibe-label-line">
      <#if choices><span class="vibe-label" id="label-${name}">${labelOf(attribute)}</span><#else><label for="${name}">${labelOf(attribute)}</label></#if>
      <#if !attribute.required><span class="vibe-optional">${msg("vibe.optional")}</span></#if>
    </div>
    <#if before?has_content><p class="vibe-hint" id="form-help-text-before-${name}">${kcSanitize(advancedMsg(before))?no_esc}</p></#if>
    <#switch type>
      <#case "textarea">
        <textarea class="vibe-input" id="${name}" name="${name}"<@limits attribute/><@fields.state wrong=wrong describedBy=describedBy/>>${attribute.value!''}</textarea>
        <#break>
      <#case "select">
      <#case "multiselect">
        <select class="vibe-input" id="${name}" name="${name}"<#if type == "multiselect"> multiple</#if><#if attribute.readOnly> disabled</#if><@fields.state wrong=wrong describedBy=describedBy/>>
          <#if type == "select"><option value=""></option></#if>
          <#list optionsOf(attribute) as option><option value="${option}"<#if attribute.values?seq_contains(option)> selected</#if>>${optionLabel(attribute, option)}</option></#list>
        </select>
        <#break>
      <#case "select-radiobuttons">
      <#case "multiselect-checkboxes">
        <#list optionsOf(attribute) as option>
          <div><label class="vibe-check"><input type="${(type == 'select-radiobuttons')?then('radio', 'checkbox')}" id="${name}-${option}" name="${name}" value="${option}"<#if attribute.readOnly> disabled</#if><#if attribute.values?seq_contains(option)> checked</#if>>${optionLabel(attribute, option)}</label></div>
        </#list>
        <#break>
      <#default>
        <#if attribute.multivalued && attribute.values?has_content>
          <#list attribute.values as value><@input attribute=attribute value=value!'' wrong=wrong describedBy=describedBy/></#list>
        <#else>
          <@input attribute=attribute value=attribute.value!'' wrong=wrong describedBy=describedBy/>
        </#if>
    </#switch>
    <#if wrong><@fields.error id="input-error-" + name text=messagesPerField.get(name)/></#if>
    <#if after?has_content><p class="vibe-hint" id="form-help-text-after-${name}">${kcSanitize(advancedMsg(after))?no_esc}</p></#if>
  </div>
</#macro>

<#macro input attribute value wrong describedBy>
  <input class="vibe-input" id="${attribute.name}" name="${attribute.name}" type="${typeOf(attribute)}" value="${value}"<@fields.state wrong=wrong describedBy=describedBy/>
    <#if attribute.name == "email" || attribute.name == "username">dir="ltr" autocapitalize="none" spellcheck="false"</#if>
    <#if attribute.required && !attribute.readOnly>required</#if>
    <@autocomplete attribute/><@limits attribute/>
    <#list attribute.html5DataAnnotations as key, value>data-${key}="${value}"</#list>>
</#macro>

<#-- WCAG 2.2, 1.3.5: fields about the person name their purpose. -->
<#macro autocomplete attribute>
  <#local known = {"email": "email", "username": "username", "firstName": "given-name", "lastName": "family-name"}>
  <#local purpose = attribute.autocomplete!known[attribute.name]!"">
  <#if purpose?has_content>autocomplete="${purpose}"</#if>
</#macro>

<#macro limits attribute>
  <#local a = attribute.annotations>
  <#if attribute.readOnly> disabled</#if><#if a.inputTypePlaceholder??> placeholder="${advancedMsg(a.inputTypePlaceholder)}"</#if><#if a.inputTypePattern??> pattern="${a.inputTypePattern}"</#if><#if a.inputTypeSize??> size="${a.inputTypeSize}"</#if><#if a.inputTypeCols??> cols="${a.inputTypeCols}"</#if><#if a.inputTypeRows??> rows="${a.inputTypeRows}"</#if><#if a.inputTypeMaxlength??> maxlength="${a.inputTypeMaxlength}"</#if><#if a.inputTypeMinlength??> minlength="${a.inputTypeMinlength}"</#if><#if a.inputTypeMax??> max="${a.inputTypeMax}"</#if><#if a.inputTypeMin??> min="${a.inputTypeMin}"</#if><#if a.inputTypeStep??> step="${a.inputTypeStep}"</#if>
</#macro>

<#function labelOf attribute><#return advancedMsg(attribute.displayName!'')></#function>

<#function typeOf attribute>
  <#local type = (attribute.annotations.inputType)!"">
  <#if type?starts_with("html5-")><#return type[6..]></#if>
  <#if type?has_content><#return type></#if>
  <#return (attribute.name == "email")?then("email", "text")>
</#function>

<#function optionsOf attribute>
  <#local from = (attribute.annotations.inputOptionsFromValidation)!"options">
  <#return ((attribute.validators[from].options)!(attribute.validators.options.options))![]>
</#function>

<#function optionLabel attribute option>
  <#if attribute.annotations.inputOptionLabels??><#return advancedMsg(attribute.annotations.inputOptionLabels[option]!option)></#if>
  <#if attribute.annotations.inputOptionLabelsI18nPrefix??><#return msg(attribute.annotations.inputOptionLabelsI18nPrefix + "." + option)></#if>
  <#return option>
</#function>
