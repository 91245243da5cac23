//! Every page of the panel and what it needs. Whoever adds a page adds a row.

use axum::handler::Handler;
use axum::http::Method;
use axum::routing::{MethodRouter, get, post};
use noor_core::access::Permission;

use super::super::Web;
use super::super::needs::{Entrance, Needs};
use super::{account, board, keys, nav, page, sign_in, tables, users, verify};

/// A page, or what a form is sent to.
pub(super) struct Route {
    pub(super) entrance: Entrance,
    pub(super) handler: MethodRouter<Web>,
}

/// A page to look at.
pub(super) fn look<T: 'static>(
    path: impl Into<String>,
    needs: Needs,
    handler: impl Handler<T, Web>,
) -> Route {
    Route { entrance: Entrance::new(Method::GET, path, needs), handler: get(handler) }
}

/// Something to be done, by a form.
pub(super) fn act<T: 'static>(
    path: impl Into<String>,
    needs: Needs,
    handler: impl Handler<T, Web>,
) -> Route {
    Route { entrance: Entrance::new(Method::POST, path, needs), handler: post(handler) }
}

/// All of them.
pub(super) fn routes() -> Vec<Route> {
    let people = Needs::Person(Permission::ManageUsers);
    let key_makers = Needs::Person(Permission::ManageKeys);
    let mut routes = vec![
        look("/admin", Needs::SignedIn, nav::first_page),
        look("/admin/", Needs::SignedIn, nav::first_page),
        look("/admin/login", Needs::Nothing, sign_in::form),
        act("/admin/login", Needs::Nothing, sign_in::sign_in),
        look("/admin/login/code", Needs::Nothing, sign_in::code_form),
        act("/admin/login/code", Needs::Nothing, sign_in::give_code),
        act("/admin/logout", Needs::SignedIn, sign_in::sign_out),
        look("/admin/account", Needs::SignedIn, account::show),
        act("/admin/account/look", Needs::SignedIn, account::change_look),
        act("/admin/account/password", Needs::SignedIn, account::change_password),
        look("/admin/account/codes", Needs::SignedIn, account::codes),
        act("/admin/account/codes", Needs::SignedIn, account::turn_codes_on),
        act("/admin/account/codes/off", Needs::SignedIn, account::turn_codes_off),
        look("/admin/verify", Needs::Person(Permission::ReadConversations), verify::show),
        look("/admin/users/new", people, users::form),
        act("/admin/users/new", people, users::add),
        look("/admin/users/{key}", people, users::show),
        act("/admin/users/{key}/role", people, users::change_role),
        act("/admin/users/{key}/password", people, users::set_password),
        act("/admin/users/{key}/codes", people, users::turn_codes_off),
        act("/admin/users/{key}/state", people, users::change_state),
        look("/admin/keys/new", key_makers, keys::form),
        act("/admin/keys/new", key_makers, keys::make),
        look("/admin/keys/{key}", key_makers, keys::show),
        act("/admin/keys/{key}/revoke", key_makers, keys::revoke),
        look("/admin/board", Needs::Person(Permission::ReadReports), board::show),
        look("/admin/board.csv", Needs::Person(Permission::ReadReports), board::file),
        look("/admin/{*rest}", Needs::Nothing, page::nothing_here),
    ];
    routes.extend(tables::routes());
    routes
}

/// The ways into the panel, for those who walk them.
pub(in crate::http) fn entrances() -> Vec<Entrance> {
    let mut entrances: Vec<Entrance> = routes().into_iter().map(|route| route.entrance).collect();
    entrances.push(Entrance::new(Method::GET, super::assets::PATH, Needs::Nothing));
    entrances
}
