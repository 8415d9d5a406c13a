package cloud.vibe.standalone.process;

import java.io.IOException;

/** Sends a process the signal that asks it to end. */
final class Signals {
    private Signals() {}

    static void send(ProcessHandle process, Service.Signal signal) {
        switch (signal) {
            case TERM -> process.destroy();
            case INT -> interrupt(process);
        }
    }

    private static void interrupt(ProcessHandle process) {
        try {
            new ProcessBuilder("kill", "-INT", Long.toString(process.pid()))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException noSuchProgram) {
            process.destroy();
        }
    }
}
