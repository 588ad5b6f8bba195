//! The truth: rows of the submission's own database, found by the unique text that a probe put there.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::Value;
use tokio::time::timeout;
use tokio_postgres::{Client, NoTls};

use crate::facts::observed::Row;

/// Longest wait for the database.
const PATIENCE: Duration = Duration::from_secs(10);
/// At most that many rows of a table are taken.
const ROWS: usize = 50;

/// A connection to the submission's database that only reads.
pub(crate) struct Rows {
    client: Client,
}

impl Rows {
    /// Connects.
    ///
    /// # Errors
    /// When the database does not answer, which is ours: we run it.
    pub(crate) async fn connect(url: &str) -> Result<Self, String> {
        let connected = timeout(PATIENCE, tokio_postgres::connect(url, NoTls)).await;
        let (client, connection) = connected
            .map_err(|_| format!("the database gave no answer within {} s", PATIENCE.as_secs()))?
            .map_err(|error| format!("the database refused the connection: {error}"))?;
        tokio::spawn(connection);
        let read_only = "SET default_transaction_read_only = on; SET application_name = 'conformance'";
        client.batch_execute(read_only).await.map_err(|error| error.to_string())?;
        Ok(Self { client })
    }

    /// Every row of every table of the application in which the text stands, in any column.
    ///
    /// # Errors
    /// When a query fails; a table that goes away meanwhile is passed over.
    pub(crate) async fn with(&self, text: &str) -> Result<Vec<Row>, String> {
        let mut found = Vec::new();
        for table in self.tables().await? {
            let query =
                format!("SELECT to_jsonb(t)::text FROM {table} t WHERE strpos(t::text, $1) > 0 LIMIT {ROWS}");
            let Ok(rows) = timeout(PATIENCE, self.client.query(&query, &[&text])).await else {
                return Err(format!("{table} could not be read within {} s", PATIENCE.as_secs()));
            };
            for row in rows.unwrap_or_default() {
                let json: String = row.try_get(0).map_err(|error| error.to_string())?;
                let columns: BTreeMap<String, Value> = serde_json::from_str(&json).unwrap_or_default();
                found.push(Row { table: table.replace('"', ""), columns });
            }
        }
        Ok(found)
    }

    /// The row in which a task with this text stands: the smallest one, as a conversation quotes more than that.
    ///
    /// # Errors
    /// As [`Rows::with`].
    pub(crate) async fn task(&self, text: &str) -> Result<Option<Row>, String> {
        let exact = |row: &Row| {
            row.columns.values().any(|value| value.as_str().is_some_and(|cell| cell.trim() == text))
        };
        let rows = self.with(text).await?;
        let exactly = rows.iter().find(|row| exact(row)).cloned();
        Ok(exactly)
    }

    /// The row of that table with that key, whatever its text is now.
    ///
    /// # Errors
    /// As [`Rows::with`].
    pub(crate) async fn again(&self, row: &Row) -> Result<Option<Row>, String> {
        let Some((name, value)) = key(row) else { return Ok(None) };
        let wanted = super::scalar(value);
        let table = quoted(&row.table);
        let query = format!("SELECT to_jsonb(t)::text FROM {table} t WHERE t.\"{name}\"::text = $1 LIMIT 2");
        let rows = timeout(PATIENCE, self.client.query(&query, &[&wanted])).await;
        let rows = rows.map_err(|_| "the database is slow")?.map_err(|error| error.to_string())?;
        let Some(found) = rows.first() else { return Ok(None) };
        let json: String = found.try_get(0).map_err(|error| error.to_string())?;
        Ok(Some(Row { table: row.table.clone(), columns: serde_json::from_str(&json).unwrap_or_default() }))
    }

    /// Tables of the application, quoted for a query.
    pub(crate) async fn tables(&self) -> Result<Vec<String>, String> {
        let query = "SELECT table_schema, table_name FROM information_schema.tables \
             WHERE table_type = 'BASE TABLE' AND table_schema NOT IN ('pg_catalog', 'information_schema') \
             ORDER BY 1, 2 LIMIT 500";
        let rows = timeout(PATIENCE, self.client.query(query, &[])).await;
        let rows = rows.map_err(|_| "the database is slow")?.map_err(|error| error.to_string())?;
        let name = |row: &tokio_postgres::Row, at| row.try_get::<_, String>(at).unwrap_or_default();
        Ok(rows.iter().map(|row| quoted(&format!("{}.{}", name(row, 0), name(row, 1)))).collect())
    }
}

/// The column that identifies a row.
pub(crate) fn key(row: &Row) -> Option<(&String, &Value)> {
    ["id", "uuid", "task_id", "todo_id", "_id"]
        .iter()
        .find_map(|name| row.columns.iter().find(|(column, _)| column.eq_ignore_ascii_case(name)))
        .or_else(|| row.columns.iter().find(|(column, _)| column.to_ascii_lowercase().ends_with("id")))
}

fn quoted(table: &str) -> String {
    let (schema, name) = table.split_once('.').unwrap_or(("public", table));
    let quote = |part: &str| format!("\"{}\"", part.replace('"', "\"\""));
    format!("{}.{}", quote(schema), quote(name))
}
