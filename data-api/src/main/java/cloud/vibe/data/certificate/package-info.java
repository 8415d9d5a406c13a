/** Certificates over HTTP: signs and verifies their texts. Whether one counts is decided by PostgreSQL, each time that it is used. */
@NullMarked
package cloud.vibe.data.certificate;

import org.jspecify.annotations.NullMarked;
