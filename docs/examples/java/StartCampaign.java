import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Starts a campaign from Java and waits for the outcome: nothing of this project is needed but the schemas in the registry.
 *
 * <pre>
 * mvn -q -f docs/examples/java dependency:copy-dependencies
 * java -cp 'docs/examples/java/target/dependency/*' docs/examples/java/StartCampaign.java &lt;campaign id> [brokers] [registry]
 * </pre>
 *
 * The ids are in {@code wac campaigns list --json}. Where the system has a NAMESPACE, set it here too. Exit code: 0
 * accepted, 1 refused, 2 it could not be asked.
 */
public class StartCampaign {
    static final Duration PATIENCE = Duration.ofSeconds(30);
    static final HttpClient HTTP = HttpClient.newHttpClient();

    record Registered(int id, Schema schema) {}

    public static void main(String[] args) throws Exception {
        if (args.length < 1 || args.length > 3) {
            giveUp("usage: StartCampaign.java <campaign id> [brokers] [registry]");
        }
        String campaignId = args[0];
        String brokers = args.length > 1 ? args[1] : "127.0.0.1:9092";
        String registry = args.length > 2 ? args[2] : "http://127.0.0.1:8081/apis/ccompat/v7";
        String namespace = System.getenv().getOrDefault("NAMESPACE", ""); // stands before each name of a topic

        Registered registered = lookUp(registry, "/subjects/" + namespace + "campaign-commands-value/versions/latest");
        String commandId = UUID.randomUUID().toString(); // the same id a second time has no second effect
        Schema body = registered.schema().getField("body").schema();
        // or CreateCampaign, AddContacts, …: one record of the union
        Schema start = body.getTypes().get(body.getIndexNamed("campaigns.StartCampaign"));
        GenericRecord command = new GenericRecordBuilder(registered.schema())
            .set("commandId", commandId)
            .set("subjectId", campaignId) // what the command is about, and the record's key; a new thing gets its id from you
            .set("issuedAt", Instant.now().toEpochMilli())
            .set("issuedBy", "java")
            .set("body", new GenericRecordBuilder(start).build())
            .build();

        // the outcome will be on command-outcomes: read it from where it ends now
        try (KafkaConsumer<String, byte[]> consumer = fromNowOn(brokers, namespace + "command-outcomes")) {
            publish(brokers, new ProducerRecord<>(namespace + "campaign-commands", campaignId, encode(registered.id(), command)));
            tell(outcomeOf(commandId, campaignId, consumer, registry));
        }
    }

    static GenericRecord outcomeOf(String commandId, String campaignId, KafkaConsumer<String, byte[]> consumer, String registry)
        throws Exception {
        Instant deadline = Instant.now().plus(PATIENCE);
        while (Instant.now().isBefore(deadline)) {
            for (ConsumerRecord<String, byte[]> message : consumer.poll(Duration.ofSeconds(1))) {
                if (!campaignId.equals(message.key())) continue;
                GenericRecord outcome = decode(registry, message.value());
                if (outcome.get("commandId").toString().equals(commandId)) return outcome;
            }
        }
        throw giveUp(
            "No outcome of command " + commandId + " within 30 seconds. It stays on the topic and may still be carried out: "
                + "ask again under the same id, not under a new one.");
    }

    /** Confluent's wire format: a zero byte, the schema's id in four bytes, the record in Avro. */
    static byte[] encode(int schemaId, GenericRecord value) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeByte(0);
        out.writeInt(schemaId);
        new GenericDatumWriter<GenericRecord>(value.getSchema()).write(value, EncoderFactory.get().directBinaryEncoder(out, null));
        return bytes.toByteArray();
    }

    /** Reads a record by the schema that it was written with. */
    static GenericRecord decode(String registry, byte[] value) throws Exception {
        Schema schema = lookUp(registry, "/schemas/ids/" + ByteBuffer.wrap(value).getInt(1)).schema();
        var decoder = DecoderFactory.get().binaryDecoder(value, 5, value.length - 5, null);
        return new GenericDatumReader<GenericRecord>(schema).read(null, decoder);
    }

    static Registered lookUp(String registry, String path) throws InterruptedException {
        try {
            HttpRequest question = HttpRequest.newBuilder(URI.create(registry + path)).timeout(Duration.ofSeconds(10)).build();
            var answer = HTTP.send(question, BodyHandlers.ofString());
            if (answer.statusCode() != 200) throw new IOException("HTTP " + answer.statusCode());
            JsonNode found = new ObjectMapper().readTree(answer.body());
            return new Registered(found.path("id").asInt(), new Schema.Parser().parse(found.get("schema").asText()));
        } catch (IOException error) {
            throw giveUp(
                "The schema registry at " + registry + " has no answer for " + path + " (" + error + "): is the system running there?");
        }
    }

    /** A consumer of what comes onto the topic from now on. */
    static KafkaConsumer<String, byte[]> fromNowOn(String brokers, String topic) {
        Map<String, Object> settings = Map.of("bootstrap.servers", brokers, "allow.auto.create.topics", false);
        var consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer());
        try {
            List<TopicPartition> partitions = consumer.partitionsFor(topic, PATIENCE).stream()
                .map(partition -> new TopicPartition(topic, partition.partition()))
                .toList();
            if (partitions.isEmpty()) giveUp("The brokers at " + brokers + " have no topic " + topic);
            consumer.assign(partitions);
            consumer.seekToEnd(partitions);
            for (TopicPartition partition : partitions) consumer.position(partition, PATIENCE); // only now the end is asked for
        } catch (KafkaException error) {
            throw giveUp(
                "No broker at " + brokers + " tells of " + topic + " (" + error.getMessage() + "): is the system running there?");
        }
        return consumer;
    }

    static void publish(String brokers, ProducerRecord<String, byte[]> message) throws InterruptedException {
        Map<String, Object> settings =
            Map.of("bootstrap.servers", brokers, "delivery.timeout.ms", 30_000, "request.timeout.ms", 10_000);
        try (var producer = new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer())) {
            producer.send(message).get();
        } catch (ExecutionException error) {
            giveUp("The command could not be published: " + error.getCause());
        }
    }

    static void tell(GenericRecord outcome) {
        if ((boolean) outcome.get("accepted")) {
            System.out.println("accepted");
            return;
        }
        System.out.println("refused");
        for (Object each : (List<?>) outcome.get("errors")) {
            GenericRecord fault = (GenericRecord) each;
            String where = fault.get("field") == null ? "" : fault.get("field") + ": ";
            System.out.println("  " + where + fault.get("message") + " [" + fault.get("code") + "]");
        }
        System.exit(1);
    }

    static IllegalStateException giveUp(String message) {
        System.err.println(message);
        System.exit(2);
        return new IllegalStateException(message); // for the compiler: not reached
    }
}
