// Reading only: the page asks for the description and for nothing else, and takes no token that it could keep.
const description = await (await fetch('openapi.json')).json();
// Of this kind of scheme the page would fetch more from the identity origin, which nothing here is for.
for (const scheme of Object.values(description.components.securitySchemes)) {
  if (scheme.type === 'openIdConnect') Object.assign(scheme, { type: 'http', scheme: 'bearer' });
}
window.SwaggerUIBundle({
  spec: description,
  dom_id: '#api',
  supportedSubmitMethods: [],
  deepLinking: true,
  docExpansion: 'list',
  defaultModelsExpandDepth: 0,
  defaultModelRendering: 'example',
  filter: true,
  persistAuthorization: false,
  queryConfigEnabled: false,
  validatorUrl: null,
});
