-- What was said in a voice note, beside its text, which is its caption and usually empty. Null:
-- nobody heard it yet. Empty: it was heard, and there were no words in it. Written before the turn
-- goes on, so that no note is paid for twice.
alter table messages add column transcript text;
