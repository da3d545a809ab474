/**
 * What the containers do, as shell scripts for the AWS CLI's own image, so that there is nothing to build. A real system
 * has programs here, with tests.
 */

/** Writes one row for one object. The key is escaped: it is whatever somebody named a file. */
export const INDEX = `
key=$(printf '%s' "$OBJECT_KEY" | sed 's/[\\\\"]/\\\\&/g')
aws dynamodb put-item --table-name "$TABLE" \\
  --item '{"key":{"S":"'"$key"'"},"bytes":{"N":"'"$OBJECT_SIZE"'"},"seen":{"S":"'"$(date -u +%FT%TZ)"'"}}'
echo "indexed $OBJECT_KEY"
`.trim();

/** Takes one message after another, and deletes it when it is done: what fails comes back, and ends as a dead letter. */
export const WORK = `
while :; do
  message=$(aws sqs receive-message --queue-url "$QUEUE_URL" --wait-time-seconds 20 \\
    --query 'Messages[0].[ReceiptHandle,Body]' --output text) || { sleep 5; continue; }
  handle=$(printf '%s' "$message" | cut -f 1)
  if [ -z "$handle" ] || [ "$handle" = None ]; then continue; fi
  printf '%s' "$message" | cut -f 2- >> "$DONE" || continue
  aws sqs delete-message --queue-url "$QUEUE_URL" --receipt-handle "$handle"
done
`.trim();

/** Counts what the workers have done, and puts the figure into the bucket. */
export const SUMMARIZE = `
lines=$(cat /shared/*.txt 2>/dev/null | wc -l)
echo "$(date -u +%FT%TZ) $lines messages done" | aws s3 cp - "s3://$BUCKET/reports/$(date -u +%FT%H).txt"
echo "$lines messages done"
`.trim();
