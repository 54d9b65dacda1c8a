import QtQuick
import QtQuick.Controls.Basic

// A passage that was found, with the matched places marked; opens the article there.
AbstractButton {
    id: card

    required property string title
    required property string heading
    required property string plain
    required property var pieces
    required property string publisher
    required property string date
    required property string why
    required property string label
    readonly property string headline: heading === "" ? title : title + " › " + heading
    readonly property string from: [publisher, qsTr("reviewed %1").arg(date), why].filter(part => part !== "").join(" · ")

    implicitHeight: column.height + 2 * Theme.spaceM
    focusPolicy: Qt.StrongFocus
    scale: down ? 0.99 : 1
    Accessible.role: Accessible.Button
    Accessible.name: [headline, label, plain, from].filter(part => part !== "").join(". ")
    Accessible.onPressAction: click()
    Keys.onReturnPressed: click()
    Keys.onEnterPressed: click()

    background: Card {
        FocusRing {
            around: card
        }
    }

    contentItem: Item {
        Column {
            id: column

            x: Theme.spaceL
            y: Theme.spaceM
            width: card.width - 2 * Theme.spaceL
            spacing: Theme.spaceXs

            Words {
                width: parent.width
                text: card.headline
                color: Theme.primary
                font.bold: true
                Accessible.ignored: true
            }

            Pill {
                verdict: "none"
                text: card.label
            }

            MarkedWords {
                width: parent.width
                pieces: card.pieces
                plain: card.plain
                font.pixelSize: Theme.typeControl
                Accessible.ignored: true
            }

            Words {
                width: parent.width
                text: card.from
                color: Theme.muted
                font.pixelSize: Theme.typeCaption
                Accessible.ignored: true
            }
        }
    }
}
