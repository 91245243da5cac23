//! Searching the shop's knowledge.

#![expect(unused_qualifications, reason = "utoipa's macro writes out the path of parameters")]

use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use noor_core::knowledge::{Article, Both};
use noor_core::language::Language;
use noor_core::reading::{Before, read, telling_words};
use noor_core::understanding::Intent;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::super::error::ErrorBody;
use super::super::{ApiError, Web};

/// Longest question, in characters.
const LONGEST: usize = 1_000;
/// Most articles of one answer.
const MOST: usize = 5;

/// What is asked.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(super) struct Question {
    /// In English, Arabic or Arabizi.
    #[param(example = "do you deliver to Sharjah?")]
    q: String,
}

/// What the shop says about it.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Articles {
    /// Best first; empty where no article has enough of the question.
    articles: Vec<ArticleBody>,
}

/// An article of the shop's knowledge.
#[derive(Debug, Serialize, ToSchema)]
struct ArticleBody {
    /// Its name in content and journals.
    key: String,
    /// Whether the question has one of the phrases that ask for it.
    asked: bool,
    /// How much of the question it has, in thousandths; absent where only a phrase asks for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    score: Option<u32>,
    /// Its title.
    title: BothBody,
    /// The answer, as it is said.
    answer: BothBody,
}

/// A text in both languages.
#[derive(Debug, Serialize, ToSchema)]
struct BothBody {
    en: String,
    ar: String,
}

/// What the shop says about a question: articles that one of their phrases asks for, then those that
/// have most of its words.
#[utoipa::path(
    get,
    path = "/api/v1/knowledge/search",
    params(Question),
    responses(
        (status = 200, body = Articles),
        (status = 400, body = ErrorBody),
        (status = 401, body = ErrorBody),
    ),
)]
pub(super) async fn search(
    State(web): State<Web>,
    question: Result<Query<Question>, QueryRejection>,
) -> Result<Json<Articles>, ApiError> {
    let Query(Question { q }) =
        question.map_err(|rejection| ApiError::Invalid(rejection.body_text()))?;
    let length = q.chars().count();
    if length > LONGEST {
        let problem = format!("q has {length} characters; {LONGEST} are the most");
        return Err(ApiError::Invalid(problem));
    }
    let content = &web.context.content;
    let before = Before { language: Language::English, asked: &[], codes: &[] };
    let intents = read(&[&q], before, &content.vocabulary).intents;
    let asked: Vec<&String> = intents
        .iter()
        .filter_map(|intent| match intent {
            Intent::AskShop { article } => Some(article),
            _ => None,
        })
        .collect();
    let near = content.knowledge_index.near(&telling_words(&q, &content.vocabulary), MOST);
    let score_of = |key: &str| near.iter().find(|it| it.article == key).map(|it| it.score);
    let further = near.iter().map(|it| &it.article).filter(|key| !asked.contains(key));
    let articles = asked.iter().copied().chain(further).take(MOST).filter_map(|key| {
        let article = content.knowledge.iter().find(|article| article.key == *key)?;
        Some(body(article, asked.contains(&key), score_of(key)))
    });
    Ok(Json(Articles { articles: articles.collect() }))
}

fn body(article: &Article, asked: bool, score: Option<u32>) -> ArticleBody {
    let both =
        |text: &Both| BothBody { en: text.en.trim().to_owned(), ar: text.ar.trim().to_owned() };
    ArticleBody {
        key: article.key.clone(),
        asked,
        score,
        title: both(&article.title),
        answer: both(&article.answer),
    }
}
