<#import "template.ftl" as layout>
<@layout.emailLayout>
<@layout.step intro=msg("vibe.mail.verify.intro") action=msg("vibe.mail.verify.action") outro=msg("vibe.mail.verify.outro", linkExpirationFormatter(linkExpiration))/>
</@layout.emailLayout>
