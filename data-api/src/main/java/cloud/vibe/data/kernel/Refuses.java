package cloud.vibe.data.kernel;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What an endpoint may answer instead of what was asked for, as the API's description says it. Left out is what any endpoint of its shape
 * answers: no token or a bad one, another media type, a body that is too large, a service that is not well. The codes of the limits count
 * as named.
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface Refuses {
    ProblemCode[] value() default {};

    Limit[] beyond() default {};
}
