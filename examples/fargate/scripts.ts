/** What the containers do, as shell scripts for public images, so that there is nothing to build. */

/** A page with the name of the task that answers. */
export const API = `mkdir -p /www && echo "hello from api on $(hostname)" > /www/index.html && exec httpd -f -p 8080 -h /www`;

/**
 * Passes everything on to \`api\`, a name that Service Connect's proxy in this task knows. In HTTP/1.1: the proxy is an
 * Envoy, which answers nginx's default of 1.0 with 426 Upgrade Required. https://github.com/envoyproxy/envoy/issues/170
 */
export const PROXY = `cat > /etc/nginx/conf.d/default.conf <<'NGINX'
server {
  listen 80;
  location = /healthz { return 200 "ok"; }
  location / {
    proxy_pass http://api:8080;
    proxy_http_version 1.1;
    proxy_set_header Connection "";
  }
}
NGINX
exec nginx -g 'daemon off;'`;

/** Takes one message after another and writes it down; the message's own id makes a second delivery harmless. */
export const RECORD = `
while :; do
  message=$(aws sqs receive-message --queue-url "$QUEUE_URL" --wait-time-seconds 20 \\
    --query 'Messages[0].[ReceiptHandle,MessageId]' --output text) || { sleep 5; continue; }
  handle=$(printf '%s' "$message" | cut -f 1)
  if [ -z "$handle" ] || [ "$handle" = None ]; then continue; fi
  id=$(printf '%s' "$message" | cut -f 2)
  aws dynamodb put-item --table-name "$TABLE" --item '{"id":{"S":"'"$id"'"}}' || continue
  aws sqs delete-message --queue-url "$QUEUE_URL" --receipt-handle "$handle"
done
`.trim();
