import QtQuick

// A cited passage, word for word, with what was quoted of it set apart.
Sheet {
    id: sheet

    required property QtObject conversation
    required property QtObject article
    readonly property var passage: conversation.passage
    readonly property bool found: (passage.text ?? "") !== ""

    objectName: "passage-sheet"
    iconName: "book-open"
    ink: Theme.info
    title: found ? passage.title : qsTr("The library no longer holds this passage")
    onOpened: shut.forceActiveFocus()
    onClosed: conversation.closePassage()

    Connections {
        function onPassage_changed() {
            if (sheet.conversation.passage.text !== undefined)
                sheet.open();
            else
                sheet.close();
        }

        target: sheet.conversation
    }

    Words {
        visible: text !== ""
        width: parent.width
        text: sheet.passage.heading ?? ""
        font.bold: true
    }

    Rectangle {
        visible: quote.text !== ""
        width: parent.width
        height: quote.height + 2 * Theme.spaceM
        radius: Theme.radiusSmall
        color: Theme.infoSoft

        Words {
            id: quote

            x: Theme.spaceM
            y: Theme.spaceM
            width: parent.width - 2 * Theme.spaceM
            text: sheet.passage.quote ?? ""
            color: Theme.info
        }
    }

    Words {
        visible: text !== ""
        width: parent.width
        text: sheet.passage.text ?? ""
        lineHeight: Theme.leadingBody
    }

    Words {
        visible: text !== ""
        width: parent.width
        text: sheet.passage.source ?? ""
        color: Theme.muted
        font.pixelSize: Theme.typeCaption
    }

    buttons: [
        BigButton {
            objectName: "whole-article"
            visible: sheet.found
            text: qsTr("The whole article")
            iconName: "book-open"
            kind: "primary"
            onClicked: {
                const passage = sheet.passage.passageId;
                sheet.close();
                sheet.article.openPassage(passage, "conversation");
            }
        },
        BigButton {
            id: shut

            objectName: "close-passage"
            text: qsTr("Close")
            iconName: "x"
            onClicked: sheet.close()
        }
    ]
}
