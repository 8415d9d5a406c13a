import { AuthManager } from './auth/manager.js';
import { sessionTokenStore } from './auth/store.js';
import { DocumentManager } from './documents.js';
import { completeEnvironment } from './environment.js';
import { GrantManager } from './grants.js';
import { ApiClient } from './http.js';
import { RealtimeManager } from './realtime/manager.js';
import { checkOptions, type VibeOptions } from './settings.js';

/** A person's Vibe Cloud, as one app sees it. Make one per page. */
export class VibeSDK {
  readonly auth: AuthManager;
  readonly documents: DocumentManager;
  readonly grants: GrantManager;
  readonly realtime: RealtimeManager;

  constructor(options: VibeOptions) {
    const settings = checkOptions(options);
    const environment = completeEnvironment(options.environment ?? {});
    this.auth = new AuthManager(
      settings,
      environment,
      options.tokenStore ?? sessionTokenStore(options.clientId),
    );
    const api = new ApiClient(settings, environment, this.auth);
    this.documents = new DocumentManager(api);
    this.grants = new GrantManager(api);
    this.realtime = new RealtimeManager(settings, environment, this.auth, api);
  }
}
