package cloud.vibe.data.blob;

import io.minio.BucketExistsArgs;
import io.minio.MakeBucketArgs;
import io.minio.MinioClient;
import io.minio.errors.MinioException;
import java.util.concurrent.TimeUnit;
import okhttp3.OkHttpClient;

/** The bucket of this cloud. It is looked for, and made if it is missing, when somebody first asks; never while the process starts. */
public final class Bucket {
    private static final long TIMEOUT_SECONDS = 5;

    private final MinioClient client;
    private final S3Configuration configuration;

    public Bucket(S3Configuration configuration) {
        this.configuration = configuration;
        OkHttpClient http = new OkHttpClient.Builder()
                .connectTimeout(2, TimeUnit.SECONDS)
                .callTimeout(TIMEOUT_SECONDS, TimeUnit.SECONDS)
                .build();
        this.client = MinioClient.builder()
                .endpoint(configuration.endpoint())
                .region(configuration.region())
                .credentials(configuration.accessKey(), configuration.secretKey())
                .httpClient(http, true)
                .build();
    }

    /** Idempotent; of several nodes at once, one makes it. */
    public void require() throws MinioException {
        String name = configuration.bucket();
        if (!exists(name)) {
            try {
                client.makeBucket(MakeBucketArgs.builder().bucket(name).build());
            } catch (MinioException e) {
                if (!exists(name)) {
                    throw e;
                }
            }
        }
    }

    private boolean exists(String name) throws MinioException {
        return client.bucketExists(BucketExistsArgs.builder().bucket(name).build());
    }
}
