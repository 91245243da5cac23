//! The simulators over real HTTP on loopback, as Noor meets them.

#[cfg(test)]
mod catalogue;
#[cfg(test)]
mod faults;
#[cfg(test)]
mod harness;
#[cfg(test)]
mod models;
#[cfg(test)]
mod qdrant;
#[cfg(test)]
mod salesforce;
#[cfg(test)]
mod telegram;
#[cfg(test)]
mod wazzup;
#[cfg(test)]
mod webhooks;
#[cfg(test)]
mod zoho;
#[cfg(test)]
mod zoho_client;
#[cfg(test)]
mod zoho_crm;
#[cfg(test)]
mod zoho_orders;
