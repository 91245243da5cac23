//! `noor chat`: a customer in the terminal.
