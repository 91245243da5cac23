-- What is kept for a while only is found by its age.
create index inbound_events_received on inbound_events (received_at);
create index turns_finished on turns (finished_at);
create index delivery_states_received on delivery_states (received_at);

-- Whether a message waits because its line cannot send. Only what the gateway told lately counts,
-- and no message waits longer than ten minutes: then it is tried, and if that fails a person is
-- asked, since a customer must not be forgotten with the line.
create function held(
    its_gateway text, its_channel text, queued_at timestamptz, at timestamptz
) returns boolean language sql stable as $$
    select queued_at > at - interval '10 minutes'
       and exists (select from channels line
                    where line.gateway = its_gateway and line.channel = its_channel
                      and not line.active and line.updated_at > at - interval '15 minutes')
$$;
