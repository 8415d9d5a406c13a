package cloud.vibe.data.type;

import com.networknt.schema.ExecutionContext;

/**
 * One evaluation of a schema, which ends when it has taken too many steps: schemas that refer to each other can ask more of a small document
 * than any computer can do. The validator names every place in the schema that it goes to, so the places are what is counted.
 */
final class BoundedEvaluation extends ExecutionContext {
    private static final int MAX_STEPS = 200_000;
    private static final int MAX_DEPTH = 800;

    private int steps;
    private int depth;

    /** It has taken too many. */
    static final class TooMuch extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TooMuch() {
            super("too many steps", null, false, false);
        }
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
        if (steps > MAX_STEPS || depth > MAX_DEPTH) {
            throw new TooMuch();
        }
    }
}
