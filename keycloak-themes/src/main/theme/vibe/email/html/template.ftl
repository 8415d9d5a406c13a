<#--
  The frame of every email. Mail programs know neither our stylesheet nor its tokens, and some drop a style element: the few colours are the
  light scheme of tokens.css, written out.
-->
<#macro emailLayout>
<!DOCTYPE html>
<html lang="${locale.language}" dir="${(ltr)?then('ltr', 'rtl')}">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <meta name="color-scheme" content="light dark">
  <title>${realmName!'Vibe'}</title>
  <style>
    a { color: #0d6957; }
    p { margin: 0 0 16px; }
    @media (prefers-color-scheme: dark) {
      .page { background-color: #0f1413 !important; }
      .card { background-color: #181f1d !important; color: #e9eeeb !important; border-color: #2d3835 !important; }
      .brand { color: #e9eeeb !important; }
      .quiet { color: #a9b5b0 !important; }
      a { color: #74d3bd; }
    }
  </style>
</head>
<body class="page" style="margin:0;padding:0;background-color:#f5f2ec;">
  <table role="presentation" class="page" width="100%" cellspacing="0" cellpadding="0" border="0" style="background-color:#f5f2ec;">
    <tr>
      <td align="center" style="padding:32px 16px;">
        <table role="presentation" width="100%" cellspacing="0" cellpadding="0" border="0" style="max-width:520px;font-family:system-ui,-apple-system,'Segoe UI',Roboto,'Noto Sans',sans-serif;">
          <tr><td class="brand" style="padding:0 8px 16px;color:#1b2421;font-size:20px;font-weight:700;letter-spacing:-0.02em;"><span style="color:#e2603f;">&#9679;</span>&nbsp;${realmName!'Vibe'}</td></tr>
          <tr><td class="card" style="padding:28px;background-color:#fffefb;border:1px solid #e2ded4;border-radius:18px;color:#1b2421;font-size:16px;line-height:1.5;word-break:break-word;"><#nested></td></tr>
          <tr><td class="quiet" style="padding:16px 8px 0;color:#55605b;font-size:14px;line-height:1.5;">${msg("vibe.mail.foot")}</td></tr>
        </table>
      </td>
    </tr>
  </table>
</body>
</html>
</#macro>

<#-- One thing to do. The address itself stands in the text part: it has some hundred letters. -->
<#macro step intro action outro>
<p>${intro}</p>
<p><a href="${link}" style="display:inline-block;padding:12px 24px;background-color:#0d6957;color:#ffffff;font-weight:700;text-decoration:none;border-radius:10px;">${action}</a></p>
<p class="quiet" style="margin:0;color:#55605b;">${outro}</p>
</#macro>
