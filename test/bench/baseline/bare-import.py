"""The plainest import: csv and pymongo's insert_many with the index of our contacts. Prints seconds."""

import csv
import sys
import time

from pymongo import ASCENDING, MongoClient

url, database, path = sys.argv[1:4]
client = MongoClient(url, w="majority", journal=True)
client.drop_database(database)
contacts = client[database].contacts
contacts.create_index([("listId", ASCENDING), ("arrival", ASCENDING)])

started = time.perf_counter()
batch = []
with open(path, newline="", encoding="utf-8") as file:
    for arrival, row in enumerate(csv.reader(file)):
        if arrival == 0:
            continue
        phone = "".join(filter(str.isdigit, row[2]))
        phone = phone if len(phone) == 11 else "1" + phone
        batch.append(
            {"_id": f"list:{row[0]}", "listId": "list", "arrival": arrival, "values": row, "phoneIds": [phone]}
        )
        if len(batch) == 1000:
            contacts.insert_many(batch, ordered=False)
            batch = []
if batch:
    contacts.insert_many(batch, ordered=False)
print(time.perf_counter() - started)
client.drop_database(database)
