<#-- Form fields that several pages have: label, field, error and the link between them. -->

<#function usernameLabel>
  <#if !realm.loginWithEmailAllowed><#return msg("username")></#if>
  <#if !realm.registrationEmailAsUsername><#return msg("usernameOrEmail")></#if>
  <#return msg("email")>
</#function>

<#-- A guest's name is none to sign in with, though Keycloak remembers it like any. -->
<#function remembered name>
  <#return name?matches("guest-[0-9a-f-]{36}")?then("", name)>
</#function>

<#-- Who is signed in: by name and address, as far as there are any. -->
<#macro person of><strong><bdi>${of.name?has_content?then(of.name, of.email)}</bdi></strong><#if of.name?has_content && of.email?has_content> (<bdi>${of.email}</bdi>)</#if></#macro>

<#macro error id text><span class="vibe-error" id="${id}">${kcSanitize(text)?no_esc}</span></#macro>

<#-- Attributes of a field in error; also takes the focus there, which is where the person must go on. -->
<#macro state wrong describedBy="" focus=false><#if wrong> aria-invalid="true"</#if><#if describedBy?has_content> aria-describedby="${describedBy}"</#if><#if wrong || focus> autofocus</#if></#macro>

<#macro username value wrong=false errorText="" focus=true passkeys=false>
  <div class="vibe-field">
    <label class="vibe-label" for="username">${usernameLabel()}</label>
    <input class="vibe-input" id="username" name="username" type="text" value="${value}" dir="ltr" autocapitalize="none" spellcheck="false"
           <#if realm.registrationEmailAsUsername>inputmode="email"</#if> autocomplete="${passkeys?then('username webauthn', 'username')}"<@state wrong=wrong describedBy=errorText?has_content?then('input-error', '') focus=focus/>>
    <#if errorText?has_content><@error id="input-error" text=errorText/></#if>
  </div>
</#macro>

<#macro password id label autocomplete wrong=false errorText="" errorId="" hint="" focus=false required=false describedBy="">
  <#local errorRef = errorText?has_content?then(errorId, describedBy)>
  <#local describes = [errorRef, hint?has_content?then(id + "-hint", "")]?filter(x -> x?has_content)?join(" ")>
  <div class="vibe-field">
    <label class="vibe-label" for="${id}">${label}</label>
    <div class="vibe-secret" dir="ltr">
      <input class="vibe-input" id="${id}" name="${id}" type="password" autocomplete="${autocomplete}" data-reveal-field<#if required> required</#if><@state wrong=wrong describedBy=describes focus=focus/>>
      <button class="vibe-reveal" type="button" hidden data-reveal aria-controls="${id}" aria-label="${msg('showPassword')}"
              data-show="${msg('vibe.show')}" data-hide="${msg('vibe.hide')}" data-show-label="${msg('showPassword')}" data-hide-label="${msg('hidePassword')}">${msg("vibe.show")}</button>
    </div>
    <#if hint?has_content><p class="vibe-hint" id="${id}-hint">${hint}</p></#if>
    <#if errorText?has_content><@error id=errorId text=errorText/></#if>
  </div>
</#macro>

<#-- The second field for a new password: seen where scripts are off, or when the two differed. -->
<#macro repeat of label>
  <#local wrong = messagesPerField.existsError("password-confirm")>
  <div class="vibe-field vibe-repeat<#if wrong> vibe-repeat-wrong</#if>">
    <label class="vibe-label" for="password-confirm">${label}</label>
    <input class="vibe-input" id="password-confirm" name="password-confirm" type="password" autocomplete="new-password" dir="ltr" data-repeats="${of}"<@state wrong=wrong describedBy=wrong?then('input-error-password-confirm', '')/>>
    <#if wrong><@error id="input-error-password-confirm" text=messagesPerField.get("password-confirm")/></#if>
  </div>
</#macro>

<#-- What the realm wants of a password, said before it is typed. -->
<#function passwordHint>
  <#local length = (passwordPolicies.length)!0>
  <#if length?is_number && length gt 0><#return msg("vibe.passwordLength", length)></#if>
  <#return "">
</#function>
