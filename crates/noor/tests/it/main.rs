//! What customers and managers would notice: the whole program against real servers, with the
//! outside world in small around it.

mod harness;

mod alerts;
mod answers;
mod bad_input;
mod catalogue;
mod crashes;
mod gateway_faults;
mod inventory;
mod knowledge;
mod meanings;
mod memory;
mod model_faults;
mod orders;
mod pages;
mod panel;
mod people;
mod pictures;
mod receiving;
mod recommendations;
mod searching;
mod vector_stores;
mod voice;
