/** Child processes: started, watched, restarted and stopped; no pid is ever forgotten. */
@NullMarked
package cloud.vibe.standalone.process;

import org.jspecify.annotations.NullMarked;
