import type { RecordedEvent } from '@eventstore/db-client';
import conversion from '@eventstore/db-client/dist/utils/convertGrpcEvent.js';
import type { GRPCRecordedEvent } from '@eventstore/db-client/dist/utils/convertGrpcEvent.js';
import type { StoredBytes } from './port.js';

/** The bytes of every event that the client has given and somebody still holds. */
const received = new WeakMap<object, StoredBytes>();

// The client gives events parsed and keeps nothing of what they were parsed from. Everything that it reads or subscribes to goes through
// this one function, which it looks up at each call.
const own = conversion as { convertGrpcRecord: (record: GRPCRecordedEvent) => RecordedEvent };
const convert = own.convertGrpcRecord;
own.convertGrpcRecord = (record) => {
  const event = convert(record);
  received.set(event, { data: record.getData_asU8(), metadata: record.getCustomMetadata_asU8() });
  return event;
};

/** The content of an event as it came from the server. */
export const bytesOf = (event: RecordedEvent): StoredBytes => {
  const bytes = received.get(event);
  if (!bytes)
    throw new Error('This version of the EventStoreDB client reads events in another way: their bytes are not known');
  return bytes;
};
