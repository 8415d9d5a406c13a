<#import "template.ftl" as layout>
<#assign actions><#list requiredActions![] as action>${msg("requiredAction.${action}")}<#sep>, </#sep></#list></#assign>
<@layout.emailLayout>
<@layout.step intro=msg("vibe.mail.actions.intro", actions?markup_string) action=msg("vibe.mail.actions.action") outro=msg("vibe.mail.actions.outro", linkExpirationFormatter(linkExpiration))/>
</@layout.emailLayout>
