// Starts a campaign from Go and waits for the outcome: nothing of this project is needed but the schemas in the registry.
//
//	cd docs/examples/go && go build -o start-campaign .
//	./start-campaign <campaign id> [brokers] [registry]
//
// The ids are in `wac campaigns list --json`. Where the system has a NAMESPACE, set it here too. Exit code: 0 accepted,
// 1 refused, 2 it could not be asked.
package main

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/hamba/avro/v2"
	"github.com/segmentio/kafka-go"
)

const patience = 30 * time.Second

// A StartCampaign; fields of the schema that are not here have their defaults.
type command struct {
	CommandID string         `avro:"commandId"`
	SubjectID string         `avro:"subjectId"` // what the command is about, and the record's key; a new thing gets its id from you
	IssuedAt  time.Time      `avro:"issuedAt"`
	IssuedBy  string         `avro:"issuedBy"`
	Body      map[string]any `avro:"body"` // one record of the union, under its full name
}

// The fields of the outcome that are wanted here.
type outcome struct {
	CommandID string  `avro:"commandId"`
	Accepted  bool    `avro:"accepted"`
	Errors    []fault `avro:"errors"`
}

type fault struct {
	Code    string  `avro:"code"`
	Field   *string `avro:"field"`
	Message string  `avro:"message"`
}

func main() {
	if len(os.Args) < 2 || len(os.Args) > 4 {
		giveUp("usage: start-campaign <campaign id> [brokers] [registry]")
	}
	campaignID := os.Args[1]
	brokers := strings.Split(argument(2, "127.0.0.1:9092"), ",")
	registry := argument(3, "http://127.0.0.1:8081/apis/ccompat/v7")
	namespace := os.Getenv("NAMESPACE") // stands before each name of a topic

	schemaID, schema := lookUp(registry, "/subjects/"+namespace+"campaign-commands-value/versions/latest")
	commandID := newID() // the same id a second time has no second effect
	record, err := avro.Marshal(schema, command{
		CommandID: commandID,
		SubjectID: campaignID,
		IssuedAt:  time.Now(),
		IssuedBy:  "go",
		// or CreateCampaign, AddContacts, …
		Body: map[string]any{"campaigns.StartCampaign": map[string]any{}},
	})
	if err != nil {
		giveUp("The command does not fit its schema: %v", err)
	}
	// the outcome will be on command-outcomes: read it from where it ends now
	outcomes := fromNowOn(brokers, namespace+"command-outcomes")
	publish(brokers, namespace+"campaign-commands", campaignID, encode(schemaID, record))

	enough := time.After(patience)
	for {
		select {
		case message := <-outcomes:
			if string(message.Key) != campaignID {
				continue
			}
			if decided := decode(registry, message.Value); decided.CommandID == commandID {
				tell(decided)
			}
		case <-enough:
			giveUp("No outcome of command %s within 30 seconds. It stays on the topic and may still be carried out: "+
				"ask again under the same id, not under a new one.", commandID)
		}
	}
}

// Confluent's wire format: a zero byte, the schema's id in four bytes, the record in Avro.
func encode(schemaID uint32, record []byte) []byte {
	return append(binary.BigEndian.AppendUint32([]byte{0}, schemaID), record...)
}

// Reads a record by the schema that it was written with.
func decode(registry string, value []byte) (decided outcome) {
	_, schema := lookUp(registry, fmt.Sprintf("/schemas/ids/%d", binary.BigEndian.Uint32(value[1:5])))
	if err := avro.Unmarshal(schema, value[5:], &decided); err != nil {
		giveUp("The outcome cannot be read: %v", err)
	}
	return decided
}

func lookUp(registry, path string) (uint32, avro.Schema) {
	var found struct {
		ID     uint32
		Schema string
	}
	client := http.Client{Timeout: 10 * time.Second}
	answer, err := client.Get(registry + path)
	if err == nil {
		defer answer.Body.Close()
		if answer.StatusCode != http.StatusOK {
			err = fmt.Errorf("HTTP %d", answer.StatusCode)
		} else {
			err = json.NewDecoder(answer.Body).Decode(&found)
		}
	}
	if err != nil {
		giveUp("The schema registry at %s has no answer for %s (%v): is the system running there?", registry, path, err)
	}
	schema, err := avro.Parse(found.Schema)
	if err != nil {
		giveUp("The schema of %s cannot be read: %v", path, err)
	}
	return found.ID, schema
}

// The records that come onto the topic from now on.
func fromNowOn(brokers []string, topic string) <-chan kafka.Message {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	client := kafka.Client{Addr: kafka.TCP(brokers...)}
	metadata, err := client.Metadata(ctx, &kafka.MetadataRequest{Topics: []string{topic}})
	if err == nil {
		err = metadata.Topics[0].Error
	}
	if err != nil {
		giveUp("No broker at %s tells of %s (%v): is the system running there?", strings.Join(brokers, ","), topic, err)
	}
	var wanted []kafka.OffsetRequest
	for _, partition := range metadata.Topics[0].Partitions {
		wanted = append(wanted, kafka.LastOffsetOf(partition.ID))
	}
	ends, err := client.ListOffsets(ctx, &kafka.ListOffsetsRequest{Topics: map[string][]kafka.OffsetRequest{topic: wanted}})
	if err != nil {
		giveUp("The ends of %s are not known: %v", topic, err)
	}
	records := make(chan kafka.Message)
	for _, end := range ends.Topics[topic] {
		if end.Error != nil {
			giveUp("The end of %s/%d is not known: %v", topic, end.Partition, end.Error)
		}
		reader := kafka.NewReader(kafka.ReaderConfig{Brokers: brokers, Topic: topic, Partition: end.Partition})
		if err := reader.SetOffset(end.LastOffset); err != nil {
			giveUp("%s cannot be read: %v", topic, err)
		}
		go func() {
			for {
				message, err := reader.ReadMessage(context.Background())
				if err != nil {
					giveUp("%s cannot be read: %v", topic, err)
				}
				records <- message
			}
		}()
	}
	return records
}

// This client may write a record twice when it has to try again; the command's id makes that harmless.
func publish(brokers []string, topic, key string, value []byte) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	writer := kafka.Writer{
		Addr:         kafka.TCP(brokers...),
		Topic:        topic,
		RequiredAcks: kafka.RequireAll,
		Balancer:     kafka.Murmur2Balancer{}, // the same partition for a key as Java's client and wac
		BatchTimeout: time.Millisecond,
	}
	if err := writer.WriteMessages(ctx, kafka.Message{Key: []byte(key), Value: value}); err != nil {
		giveUp("The command could not be published: %v", err)
	}
}

func tell(decided outcome) {
	if decided.Accepted {
		fmt.Println("accepted")
		os.Exit(0)
	}
	fmt.Println("refused")
	for _, fault := range decided.Errors {
		where := ""
		if fault.Field != nil {
			where = *fault.Field + ": "
		}
		fmt.Printf("  %s%s [%s]\n", where, fault.Message, fault.Code)
	}
	os.Exit(1)
}

func argument(place int, otherwise string) string {
	if len(os.Args) > place {
		return os.Args[place]
	}
	return otherwise
}

// A random UUID.
func newID() string {
	id := make([]byte, 16)
	rand.Read(id)
	id[6] = id[6]&0x0f | 0x40
	id[8] = id[8]&0x3f | 0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", id[:4], id[4:6], id[6:8], id[8:10], id[10:])
}

func giveUp(message string, values ...any) {
	fmt.Fprintf(os.Stderr, message+"\n", values...)
	os.Exit(2)
}
