package cloud.vibe.data.type;

import cloud.vibe.data.kernel.ContentCheck.Effort;
import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import com.networknt.schema.ExecutionContext;
import com.networknt.schema.Schema;
import java.util.List;

/**
 * One evaluation of a schema, which ends when it has taken too many steps: schemas that refer to each other can ask more of a small document
 * than any computer can do. The validator names every place in the schema that it goes to, so the places are what is counted. What regular
 * expressions do is counted beside them: the characters of each text, times what its expression may do at each.
 */
final class BoundedEvaluation extends ExecutionContext {
    private static final int MAX_STEPS = 200_000;
    private static final int MAX_DEPTH = 800;
    private static final long MAX_PATTERN_WORK = 20_000_000;
    private static final int CHARACTERS_A_STEP = 100;

    // A regular expression is asked about a text and nothing else, on the thread of the evaluation.
    private static final ThreadLocal<BoundedEvaluation> RUNNING = new ThreadLocal<>();

    private final Effort effort;
    private int steps;
    private int depth;
    private long patternWork;

    private BoundedEvaluation(Effort effort) {
        this.effort = effort;
    }

    /** It has taken too many. */
    static final class TooMuch extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TooMuch() {
            super("too many steps", null, false, false);
        }
    }

    /**
     * What does not fit.
     *
     * @throws TooMuch if it takes too much to say
     */
    static List<Error> run(Schema schema, JsonNode data, Effort effort) {
        BoundedEvaluation evaluation = new BoundedEvaluation(effort);
        RUNNING.set(evaluation);
        try {
            schema.validate(evaluation, data);
        } finally {
            RUNNING.remove();
        }
        evaluation.requireNotOverworked();
        return evaluation.getErrors();
    }

    /**
     * Whether the evaluation of this thread may do so much more. If not, it ends at its next step: the validator would log what is thrown
     * through a regular expression.
     */
    static boolean mayMatch(long work) {
        BoundedEvaluation evaluation = RUNNING.get();
        if (evaluation == null) {
            throw new IllegalStateException("a regular expression is used outside of an evaluation");
        }
        evaluation.patternWork += work;
        evaluation.effort.take(work / CHARACTERS_A_STEP);
        return !evaluation.isOverworked();
    }

    private boolean isOverworked() {
        return patternWork > MAX_PATTERN_WORK || effort.isSpent();
    }

    @Override
    public void evaluationPathAddLast(String name) {
        count();
        super.evaluationPathAddLast(name);
    }

    @Override
    public void evaluationPathAddLast(int index) {
        count();
        super.evaluationPathAddLast(index);
    }

    @Override
    public void evaluationPathRemoveLast() {
        depth--;
        super.evaluationPathRemoveLast();
    }

    private void count() {
        steps++;
        depth++;
        effort.take(1);
        if (steps > MAX_STEPS || depth > MAX_DEPTH) {
            throw new TooMuch();
        }
        requireNotOverworked();
    }

    private void requireNotOverworked() {
        if (isOverworked()) {
            throw new TooMuch();
        }
    }
}
