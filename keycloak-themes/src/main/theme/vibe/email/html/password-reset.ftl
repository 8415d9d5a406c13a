<#import "template.ftl" as layout>
<@layout.emailLayout>
<@layout.step intro=msg("vibe.mail.reset.intro") action=msg("vibe.mail.reset.action") outro=msg("vibe.mail.reset.outro", linkExpirationFormatter(linkExpiration))/>
</@layout.emailLayout>
