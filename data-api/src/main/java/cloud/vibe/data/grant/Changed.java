package cloud.vibe.data.grant;

import cloud.vibe.data.kernel.GrantId;

/** What the identity side has made of a grant: the version at which the change is in it. */
record Changed(GrantId grant, long version) {}
