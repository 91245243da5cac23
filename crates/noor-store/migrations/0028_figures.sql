-- What the dashboard counts by time. Without these each look at it would read every message.
create index messages_heard on messages (received_at) include (conversation_id)
    where author = 'customer' and revision = 'original';
create index outbox_answers on outbox (accepted_at) include (turn_id)
    where accepted_at is not null and turn_id is not null;
create index outbox_failed on outbox (created_at) where state = 'failed';
create index handoffs_opened on handoffs (opened_at);
